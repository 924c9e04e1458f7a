CREATE TABLE bookings (id BIGINT, amount INTEGER, note TEXT);
-- The balance of each account.
SELECT id, sum(amount) AS balance FROM bookings WHERE amount > 0 GROUP BY id;
