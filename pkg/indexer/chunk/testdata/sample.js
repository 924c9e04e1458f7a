'use strict';

const path = require('path');
let counter = 0, last;

// Joins what it is given.
function join(...parts) {
  counter += parts.length;
  return path.join(...parts.map(String));
}

function* numbers(from, to) {
  for (let n = from; n < to; n++) yield n;
}

class Queue {
  #items = [];
  static empty = new Queue();

  push(item) {
    this.#items.push(item);
    return this;
  }

  get length() {
    return this.#items.length;
  }

  async drain(handler) {
    while (this.#items.length > 0) {
      const item = this.#items.shift();
      try {
        await handler(item);
      } catch (error) {
        console.error(`failed: ${item}`, error);
      }
    }
  }
}

describe('the queue', () => {
  it('keeps order', async () => {
    const seen = [];
    const queue = new Queue().push(1).push(2).push(3);
    await queue.drain((item) => seen.push(item));
    expect(seen).toEqual([1, 2, 3]);
  });

  it('knows its length', () => {
    expect(new Queue().push('a').length).toBe(1);
  });
});

const pattern = /[a-z]+\/(?:x|y)"'/gi;
last = [...numbers(0, 10)].map((n) => ({ n, square: n * n }));

module.exports = { join, Queue, pattern, last };
