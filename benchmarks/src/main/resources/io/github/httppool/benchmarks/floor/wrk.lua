-- Prints what was measured, for a program: what went right and wrong, and how many requests took how many microseconds.
function done(summary, latency, requests)
	local errors = summary.errors
	print("requests " .. summary.requests)
	print("errors " .. errors.connect + errors.read + errors.write + errors.status + errors.timeout ..
		" (connect " .. errors.connect .. ", read " .. errors.read .. ", write " .. errors.write ..
		", status " .. errors.status .. ", timeout " .. errors.timeout .. ")")
	for i = 1, #latency do
		print("latency " .. table.concat({ latency(i) }, " "))
	end
end
