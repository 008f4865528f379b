/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import javax.cache.configuration.CompleteConfiguration;
import javax.cache.management.CacheMXBean;

/** The JMX bean of a cache's configuration, as it was when the bean was registered. */
public final class ConfigurationBean implements CacheMXBean {
  // Only the values: the MBean server must not keep the application's factories, or their class
  // loader, alive.
  private final String keyType;
  private final String valueType;
  private final boolean readThrough;
  private final boolean writeThrough;
  private final boolean storeByValue;
  private final java.util.function.BooleanSupplier statisticsEnabled;

  /**
   * Creates the bean of a configuration.
   *
   * @param statisticsEnabled returns whether statistics are enabled now
   */
  public ConfigurationBean(
      CompleteConfiguration<?, ?> configuration,
      java.util.function.BooleanSupplier statisticsEnabled) {
    keyType = configuration.getKeyType().getName();
    valueType = configuration.getValueType().getName();
    readThrough = configuration.isReadThrough();
    writeThrough = configuration.isWriteThrough();
    storeByValue = configuration.isStoreByValue();
    this.statisticsEnabled = statisticsEnabled;
  }

  @Override
  public String getKeyType() {
    return keyType;
  }

  @Override
  public String getValueType() {
    return valueType;
  }

  @Override
  public boolean isReadThrough() {
    return readThrough;
  }

  @Override
  public boolean isWriteThrough() {
    return writeThrough;
  }

  @Override
  public boolean isStoreByValue() {
    return storeByValue;
  }

  @Override
  public boolean isStatisticsEnabled() {
    return statisticsEnabled.getAsBoolean();
  }

  @Override
  public boolean isManagementEnabled() {
    return true; // it is registered
  }
}
