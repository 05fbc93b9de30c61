// Counts become rates between two readings, so the first reading of a flow only sets the mark.

export class Rates {

	marks = new Map();

	// The flows with a rate of answered and of failed calls each.
	of(flows, now) {
		const rated = flows.map((flow) => ({ ...flow, ...this.rates(flow, now) }));
		this.marks = new Map(flows.map(({ name, pool, calls }) => [name, { at: now, pool, calls }]));
		return rated;
	}

	forget() {
		this.marks.clear();
	}

	rates({ name, pool, calls }, now) {
		const mark = this.marks.get(name);
		// A flow that changes its client takes its count along to another pool: no rate can be told from that.
		if (mark?.pool !== pool) {
			return {};
		}
		const rate = (outcome) => Math.max(0, 1000 * (calls[outcome] - mark.calls[outcome]) / (now - mark.at));
		return { okRate: rate('ok'), failedRate: rate('failed') };
	}

}
