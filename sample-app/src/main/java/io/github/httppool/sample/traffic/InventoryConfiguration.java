package io.github.httppool.sample.traffic;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.service.registry.ImportHttpServices;

/**
 * Puts {@link InventoryService} into the group {@code inventory}.
 */
@Configuration(proxyBeanMethods = false)
@ImportHttpServices(group = "inventory", types = InventoryService.class)
class InventoryConfiguration {

}
