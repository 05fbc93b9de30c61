// The last two minutes, one sample for each reading. A reading that failed leaves a gap.

export const SPAN_MILLIS = 120_000;

export class History {

	samples = [];

	add(sample) {
		this.samples.push(sample);
		const oldest = sample.at - SPAN_MILLIS;
		this.samples = this.samples.filter(({ at }) => at >= oldest);
	}

	// Runs of samples without a gap between them.
	runs() {
		const runs = [[]];
		this.samples.forEach((sample) => sample.gap ? runs.push([]) : runs.at(-1).push(sample));
		return runs.filter((run) => run.length > 0);
	}

	latest() {
		const sample = this.samples.at(-1);
		return sample?.gap ? undefined : sample;
	}

}
