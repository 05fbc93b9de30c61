package io.github.httppool.sample.leaks;

import java.util.List;

import org.springframework.http.HttpStatus;
import org.springframework.util.Assert;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The leaks over HTTP: lists them, triggers them, and has them found at once.
 */
@RestController
@RequestMapping("/leaks")
class LeakController {

	static final int MAX_COUNT = 100;

	private final Leaks leaks;

	LeakController(Leaks leaks) {
		this.leaks = leaks;
	}

	@GetMapping
	List<Kind> kinds() {
		return this.leaks.all().stream().map(Kind::of).toList();
	}

	@PostMapping("/{kind}")
	Leaks.Outcome leak(@PathVariable("kind") String kind, @RequestParam(name = "count", defaultValue = "1") int count) {
		Leak leak = this.leaks.get(kind);
		Assert.isTrue(count >= 1 && count <= MAX_COUNT,
				() -> "count must be 1 to %d, not %d".formatted(MAX_COUNT, count));
		return this.leaks.happen(leak, count);
	}

	/**
	 * A leak is confirmed only when its response has been garbage collected, which in an
	 * application happens sooner or later.
	 */
	@PostMapping("/gc")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void collectGarbage() {
		System.gc();
	}

	/**
	 * A kind of leak.
	 *
	 * @param name the name by which it is triggered
	 * @param mistake client and mistake
	 */
	record Kind(String name, String mistake) {

		static Kind of(Leak leak) {
			return new Kind(leak.name(), leak.mistake());
		}

	}

}
