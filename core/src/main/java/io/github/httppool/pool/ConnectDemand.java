package io.github.httppool.pool;

/**
 * How many connections must be opened for waiting callers. A waiting caller takes the
 * first connection that becomes free, so only those need a new one whom the leased
 * connections will not have served before it is there: by Little's law,
 * {@code leased x dial time / lease time} are served meanwhile. Both times are
 * exponentially weighted means.
 */
final class ConnectDemand {

	private static final double LEASE_WEIGHT = 0.1;

	private static final double DIAL_WEIGHT = 0.5;

	private double leaseNanos;

	private double dialNanos;

	void leaseTook(long nanos) {
		this.leaseNanos = mean(this.leaseNanos, nanos, LEASE_WEIGHT);
	}

	void dialTook(long nanos) {
		this.dialNanos = mean(this.dialNanos, nanos, DIAL_WEIGHT);
	}

	/**
	 * Returns how many dials should be under way.
	 * @param waiting number of waiting callers
	 * @param leased connections that calls have now; idle ones do not count, as the
	 * waiting callers refuse them
	 * @param leaseAge mean age of the leases that last, in nanoseconds: a lower bound of
	 * how long they will take, should calls have become slower
	 * @return none if nobody waits, else at least one
	 */
	int dialsFor(int waiting, int leased, double leaseAge) {
		if (waiting == 0) {
			return 0;
		}
		double unserved = waiting - servedWithinDial(leased, leaseAge);
		return Math.max(1, (int) Math.ceil(unserved));
	}

	private double servedWithinDial(int leased, double leaseAge) {
		if (this.leaseNanos == 0) {
			return 0;
		}
		return leased * this.dialNanos / Math.max(this.leaseNanos, leaseAge);
	}

	private static double mean(double mean, long value, double weight) {
		return (mean == 0) ? Math.max(1, value) : mean * (1 - weight) + value * weight;
	}

}
