package io.github.httppool.sample;

import org.springframework.stereotype.Component;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Serves the files that the endpoint's page is made of, so that the demo's page shows the
 * pools with the same element, {@code <httppool-view>}.
 */
@Component
class ViewFiles implements WebMvcConfigurer {

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		registry.addResourceHandler("/httppool-view/**")
			.addResourceLocations("classpath:/io/github/httppool/actuate/page/");
	}

}
