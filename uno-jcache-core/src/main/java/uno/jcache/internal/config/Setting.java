/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

import static java.util.Objects.requireNonNull;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.UnoConfiguration;

/**
 * One setting, with all that the library knows about it. Reading, merging, changes of regions in
 * use, {@code equals} and {@code toString} of configurations, and the reference in {@code docs} are
 * derived from it.
 *
 * @param <T> the type of its value in Java
 * @param name as in a file, such as {@code max-size}
 * @param otherwise the default; null if there is none
 * @param absent what holds if it is not set, for the reference
 * @param description its effect, for the reference
 * @param merge how it completes a {@link UnoConfiguration}; null if that has it among its {@link
 *     Settings}
 * @param change how it is changed in a region in use; null if {@link
 *     uno.jcache.region.RegionSettings} lack it
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

  /** Completes a configuration, unless it has a value itself. */
  @FunctionalInterface
  interface Merge<T> {
    void complete(UnoConfiguration<?, ?> configuration, T value, Settings region);
  }

  /** Creates a setting with a default. */
  static <T> Setting<T> of(String name, SettingType<T> type, T otherwise, String description) {
    return of(name, type, otherwise, shown(otherwise), description);
  }

  /** Creates a setting with a default that the reference shows in its own way. */
  static <T> Setting<T> of(
      String name, SettingType<T> type, T otherwise, String absent, String description) {
    return new Setting<>(name, type, otherwise, absent, description, null, null);
  }

  /** Creates a setting without a default. */
  static <T> Setting<T> optional(
      String name, SettingType<T> type, String absent, String description) {
    return new Setting<>(name, type, null, absent, description, null, null);
  }

  /** Creates a setting that programs have, and files do not. */
  public static <T> Setting<T> ofPrograms(String name) {
    return optional(name, SettingType.ofPrograms(), "", "");
  }

  Setting<T> merged(Merge<T> how) {
    return new Setting<>(name, type, otherwise, absent, description, how, change);
  }

  /** Returns the same, which can be changed in a region in use. */
  Setting<T> live(BiConsumer<LiveRegion, ? super T> how) {
    return new Setting<>(name, type, otherwise, absent, description, merge, how);
  }

  /** Returns the same, which a region in use has and keeps. */
  Setting<T> fixed() {
    return live(FIXED);
  }

  /** Returns whether a region in use keeps it. */
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

  /** Completes a configuration by the settings of its region, unless it has a value itself. */
  public void complete(UnoConfiguration<?, ?> configuration, Settings region) {
    T value = region.get(this);
    Settings own = SettingsAccess.of(configuration);
    if (value != null && merge != null) {
      merge.complete(configuration, value, region);
    } else if (value != null && own.get(this) == null) {
      UnoConfiguration<?, ?> unused = SettingsAccess.with(configuration, own.with(this, value));
    }
  }

  /** Changes a region in use, if there is a new value. */
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
