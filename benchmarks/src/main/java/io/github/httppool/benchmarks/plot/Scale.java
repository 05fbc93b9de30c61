package io.github.httppool.benchmarks.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Where the values of an axis are, and which of them are written beside it.
 */
sealed interface Scale {

	/**
	 * Returns how far along the axis a value is: 0 at its beginning, 1 at its end.
	 */
	double position(double value);

	/**
	 * Returns the values to write beside the axis, in ascending order.
	 */
	List<Double> ticks();

	/**
	 * Returns a tick as text: {@code 2,000}, {@code 0.5}.
	 */
	static String label(double tick) {
		return (tick == Math.rint(tick)) ? String.format(Locale.ROOT, "%,.0f", tick) : plain(tick);
	}

	private static String plain(double tick) {
		return new BigDecimal(tick).round(new MathContext(3)).stripTrailingZeros().toPlainString();
	}

	/**
	 * Begins at zero, so that no difference looks larger than it is.
	 *
	 * @param step the distance of two ticks
	 * @param end the value at its end
	 */
	record Linear(double step, double end) implements Scale {

		private static final int MOST_STEPS = 6;

		/** The end may be a tick, but for the last bits. */
		private static final double ROUNDING = 1e-9;

		/**
		 * Ends with the first tick that is not below the highest value.
		 */
		static Linear toTickAbove(double highest) {
			double step = step(highest);
			return new Linear(step, step * Math.max(1, Math.ceil(highest / step)));
		}

		/**
		 * Ends with the highest value.
		 */
		static Linear to(double highest) {
			return new Linear(step(highest), (highest > 0) ? highest : 1);
		}

		private static double step(double highest) {
			double least = ((highest > 0) ? highest : 1) / MOST_STEPS;
			double magnitude = Math.pow(10, Math.floor(Math.log10(least)));
			for (double factor : new double[] { 1, 2, 2.5, 5 }) {
				if (factor * magnitude >= least) {
					return factor * magnitude;
				}
			}
			return 10 * magnitude;
		}

		@Override
		public double position(double value) {
			return value / this.end;
		}

		@Override
		public List<Double> ticks() {
			return IntStream.rangeClosed(0, (int) (this.end / this.step + ROUNDING))
				.mapToObj((index) -> index * this.step)
				.toList();
		}

	}

	/**
	 * From one power of ten to another. What is below is drawn at the beginning.
	 *
	 * @param from the exponent at the beginning
	 * @param to the exponent at the end
	 */
	record Logarithmic(int from, int to) implements Scale {

		static Logarithmic covering(double lowest, double highest) {
			int from = (int) Math.floor(Math.log10(lowest));
			return new Logarithmic(from, Math.max(from + 1, (int) Math.ceil(Math.log10(highest))));
		}

		@Override
		public double position(double value) {
			double exponent = (value > 0) ? Math.log10(value) : this.from;
			return Math.max(0, (exponent - this.from) / (this.to - this.from));
		}

		@Override
		public List<Double> ticks() {
			return IntStream.rangeClosed(this.from, this.to).mapToObj((exponent) -> Math.pow(10, exponent)).toList();
		}

	}

}
