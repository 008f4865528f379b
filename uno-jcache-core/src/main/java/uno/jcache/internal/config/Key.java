/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.config;

/**
 * A key that a section of the configuration may have.
 *
 * @param <T> the type of its value in Java
 * @param name the key as it is written, such as {@code max-size}
 * @param type what it takes
 * @param absent what holds without it, for the reference
 * @param description what it does, for the reference
 */
record Key<T>(String name, SettingType<T> type, String absent, String description) {}
