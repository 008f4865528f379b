/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import static java.util.Objects.requireNonNull;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoConfiguration;

/**
 * One setting, and everything that the library knows about it. Parsing, merging, changing regions
 * in use, {@code equals} and {@code toString} of configurations, and the reference in {@code docs}
 * are derived from this record.
 *
 * @param <T> the type of its value in Java
 * @param name the name in a file, such as {@code max-size}
 * @param otherwise the default; null if there is none
 * @param absent the text for the default in the reference
 * @param description the effect of the setting, for the reference
 * @param merge sets the value in a {@link UnoConfiguration}; null if the configuration keeps it in
 *     its {@link Settings}
 * @param change changes the value in a region in use; null if {@link
 *     uno.jcache.region.RegionSettings} does not have the setting
 */
public record Setting<T>(
    String name,
    SettingType<T> type,
    @Nullable T otherwise,
    String absent,
    String description,
    @Nullable Merge<T> merge,
    @Nullable BiConsumer<LiveRegion, ? super T> change) {
  @SuppressWarnings("UnnecessaryLambda") // isFixed compares it
  private static final BiConsumer<LiveRegion, Object> FIXED = (region, value) -> {};

  /** Sets the value in a configuration, unless the configuration already has one. */
  @FunctionalInterface
  interface Merge<T> {
    void complete(UnoConfiguration<?, ?> configuration, T value, Settings region);
  }

  /** Creates a setting with a default. */
  static <T> Setting<T> of(String name, SettingType<T> type, T otherwise, String description) {
    return of(name, type, otherwise, shown(otherwise), description);
  }

  /** Creates a setting with a default for which the reference shows the given text. */
  static <T> Setting<T> of(
      String name, SettingType<T> type, T otherwise, String absent, String description) {
    return new Setting<>(name, type, otherwise, absent, description, null, null);
  }

  /** Creates a setting without a default. */
  static <T> Setting<T> optional(
      String name, SettingType<T> type, String absent, String description) {
    return new Setting<>(name, type, null, absent, description, null, null);
  }

  /** Creates a setting that only programs can set. Files cannot. */
  public static <T> Setting<T> ofPrograms(String name) {
    return optional(name, SettingType.ofPrograms(), "", "");
  }

  Setting<T> merged(Merge<T> how) {
    return new Setting<>(name, type, otherwise, absent, description, how, change);
  }

  /** Returns a copy of this setting that can be changed in a region in use. */
  Setting<T> live(BiConsumer<LiveRegion, ? super T> how) {
    return new Setting<>(name, type, otherwise, absent, description, merge, how);
  }

  /**
   * Returns a copy of this setting that {@link uno.jcache.region.RegionSettings} has, but that a
   * region in use cannot change.
   */
  Setting<T> fixed() {
    return live(FIXED);
  }

  /** Returns whether a region in use has this setting, but cannot change it. */
  public boolean isFixed() {
    return change == FIXED;
  }

  /**
   * Checks a value.
   *
   * @throws IllegalArgumentException if it is invalid
   */
  public void check(T value) {
    if (!value.equals(otherwise) && !type.valid().test(value)) {
      throw new IllegalArgumentException(
          name + " must be " + type.description() + ", but is " + value);
    }
  }

  /** Returns the default. */
  public T orDefault() {
    return requireNonNull(otherwise, name);
  }

  /** Sets the region's value in a configuration, unless the configuration already has one. */
  public void complete(UnoConfiguration<?, ?> configuration, Settings region) {
    T value = region.get(this);
    Settings own = SettingsAccess.of(configuration);
    if (value != null && merge != null) {
      merge.complete(configuration, value, region);
    } else if (value != null && own.get(this) == null) {
      UnoConfiguration<?, ?> unused = SettingsAccess.with(configuration, own.with(this, value));
    }
  }

  /** Changes a region in use, if the changed settings have a value for this setting. */
  public void change(LiveRegion region, Settings changed) {
    T value = changed.get(this);
    if (value != null && change != null) {
      change.accept(region, value);
    }
  }

  private static String shown(Object value) {
    return (value instanceof Enum<?> constant)
        ? SettingType.lowerCase(constant)
        : (value instanceof Class<?> type) ? type.getName() : value.toString();
  }
}
