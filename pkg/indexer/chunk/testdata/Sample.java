package org.example.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Holds bookings. */
public class Sample<T extends Comparable<T>> implements Iterable<T> {
    private static final int LIMIT = 1000;
    private final List<Map<String, List<T>>> nested = new ArrayList<>();
    private final List<T> bookings = new ArrayList<>();

    public Sample() {
        this(List.of());
    }

    public Sample(List<T> initial) {
        bookings.addAll(initial);
    }

    /** Books one. */
    @Deprecated(since = "2", forRemoval = false)
    public <R> R book(T amount, Function<? super T, ? extends R> then) throws IllegalStateException {
        if (bookings.size() >= LIMIT || amount == null) {
            throw new IllegalStateException("full: " + bookings.size());
        }
        bookings.add(amount);
        return then.apply(amount);
    }

    @Override
    public java.util.Iterator<T> iterator() {
        return bookings.stream().filter(b -> b.compareTo(bookings.get(0)) >= 0).iterator();
    }

    interface Visitor<R> {
        R visit(Sample<?> sample);
    }

    enum Kind {
        PLAIN(1), SPECIAL(2);

        final int code;

        Kind(int code) {
            this.code = code;
        }

        static Kind of(int code) {
            for (int i = 0; i < values().length; i++) {
                if (values()[i].code == code) return values()[i];
            }
            return switch (code) { case 0 -> PLAIN; default -> SPECIAL; };
        }
    }

    record Pair<A, B>(A first, B second) {
        String text() {
            return """
                first, then "second"
                """ + first + second;
        }
    }
}
