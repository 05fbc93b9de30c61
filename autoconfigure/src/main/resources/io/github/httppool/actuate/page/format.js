// How figures, times and places are written.

export function count(value) {
	return Number.isFinite(value) ? value.toLocaleString('en') : '';
}

// "1 connection", "1,200 connections".
export function counted(value, one, many = `${one}s`) {
	return `${count(value)} ${value === 1 ? one : many}`;
}

// Three digits are enough to compare two times.
export function millis(value) {
	if (!Number.isFinite(value)) {
		return '';
	}
	if (value < 1000) {
		return `${Number(value.toPrecision(value < 10 ? 2 : 3)).toLocaleString('en')} ms`;
	}
	const seconds = value / 1000;
	if (seconds < 60) {
		return `${Number(seconds.toPrecision(3))} s`;
	}
	const minutes = Math.floor(seconds / 60);
	return minutes < 60 ? parts(minutes, 'min', Math.floor(seconds % 60), 's') : parts(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function parts(large, largeUnit, small, smallUnit) {
	return small > 0 ? `${large} ${largeUnit} ${small} ${smallUnit}` : `${large} ${largeUnit}`;
}

// Milliseconds of a duration as Java writes it, such as PT1M30S.
export function durationMillis(text) {
	const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(text ?? '');
	return match ? ((Number(match[1] ?? 0) * 60 + Number(match[2] ?? 0)) * 60 + Number(match[3] ?? 0)) * 1000 : undefined;
}

export function duration(text) {
	const value = durationMillis(text);
	return value === undefined ? text : millis(value);
}

// "last minute" of PT1M, "last 5 min" of PT5M.
export function lastOf(window) {
	return durationMillis(window) === 60_000 ? 'last minute' : `last ${duration(window)}`;
}

export function clock(instant) {
	return new Date(instant).toLocaleTimeString('en-GB');
}

// "OrderClient.find:42" of "com.acme.OrderClient.find(OrderClient.java:42)"; anything else stays as it is.
export function shortSite(callSite) {
	const match = /^(?:[\w$]+\.)*([\w$]+\.[\w$<>]+)\([^:()]*:(\d+)\)$/.exec(callSite ?? '');
	return match ? `${match[1]}:${match[2]}` : callSite;
}

// The name of a host as people know it: without the port that its scheme implies or that the base URL has.
export function hostLabel(host, pool, names) {
	const known = names?.get(host);
	if (known) {
		return known;
	}
	const base = URL.canParse(pool?.baseUrl ?? '') ? new URL(pool.baseUrl) : undefined;
	const port = base && (base.port || (base.protocol === 'https:' ? '443' : '80'));
	return base && host === `${base.hostname}:${port}` ? base.hostname : host;
}
