/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

/**
 * A key of a section of the configuration.
 *
 * @param <T> the type of its value in Java
 * @param name the key as it is written, such as {@code max-size}
 * @param type the type of its values
 * @param absent the default, for the reference in {@code docs}
 * @param description its effect, for the reference in {@code docs}
 */
record Key<T>(String name, SettingType<T> type, String absent, String description) {}
