// What the view has seen of one pool in the last five minutes. A reading that failed, or was not made because nobody
// looked, leaves a gap.

import { unserved } from './verdict.js';

export const SPAN_MILLIS = 300_000;

const GAP_MILLIS = 10_000;

// Between readings that follow each other closely, one call more makes a peak.
const MIN_SECONDS = 1;

export class History {

	samples = [];

	add(at, pool) {
		const last = this.samples.at(-1);
		this.samples.push(last && at - last.at < GAP_MILLIS ? sampleAfter(last, at, pool) : sampleOf(at, pool));
		const first = this.samples.findIndex((sample) => sample.at >= at - SPAN_MILLIS);
		this.samples.splice(0, first);
	}

	// Runs of samples without a gap between them.
	runs() {
		const runs = [];
		this.samples.forEach((sample) => sample.first ? runs.push([sample]) : runs.at(-1)?.push(sample) ?? runs.push([sample]));
		return runs;
	}

}

function sampleOf(at, pool) {
	const { active, idle, connecting, pending, acquired } = pool;
	return { at, active, idle, connecting, pending, acquired, unserved: unserved(pool), first: true, calls: undefined, failures: undefined };
}

// Counts become rates between two readings. A count that has shrunk belongs to another run of the application.
function sampleAfter(last, at, pool) {
	const sample = sampleOf(at, pool);
	const seconds = (at - last.at) / 1000;
	if (sample.acquired < last.acquired || sample.unserved < last.unserved) {
		return sample;
	}
	if (seconds < MIN_SECONDS) {
		return { ...sample, first: false };
	}
	return { ...sample, first: false, calls: (sample.acquired - last.acquired) / seconds, failures: (sample.unserved - last.unserved) / seconds };
}
