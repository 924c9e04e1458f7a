import React, { useState } from "react";

type Props = { title: string; items: string[]; onPick?: (item: string) => void };

export const Empty = () => <p className="empty">Nothing here, isn't it?</p>;

/** A list with a filter. */
export function List({ title, items, onPick }: Props) {
  const [filter, setFilter] = useState("");
  const shown = items.filter((item) => item.includes(filter));
  if (shown.length === 0) {
    return <Empty />;
  }
  return (
    <section>
      <h1>{title}</h1>
      <input value={filter} onChange={(event) => setFilter(event.target.value)} />
      <ul>
        {shown.map((item) => (
          <li key={item} onClick={() => onPick?.(item)}>
            {item} &amp; more
          </li>
        ))}
      </ul>
    </section>
  );
}

export class Board extends React.Component<Props> {
  state = { open: false };

  toggle = () => this.setState({ open: !this.state.open });

  render() {
    return (
      <>
        <button onClick={this.toggle}>{this.state.open ? "close" : "open"}</button>
        {this.state.open && <List {...this.props} />}
      </>
    );
  }
}
