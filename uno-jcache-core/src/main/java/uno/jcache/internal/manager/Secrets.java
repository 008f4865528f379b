/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hides passwords in the settings of a provider: the settings that its type calls secret, and the
 * password in each URL, whatever the setting. The setting {@code redis://user:pass@host} becomes
 * {@code redis://user:***@host}.
 *
 * <p>An application may pass masked settings back, for example from a form. A setting that equals
 * its masked form keeps its value.
 */
final class Secrets {
  private static final String MASK = "***";

  /** Up to the last @ before the path, as a password may hold one. */
  private static final Pattern URL_PASSWORD = Pattern.compile("(://[^:/@\\s]*):[^/\\s]*@");

  private static final Pattern MASKED_URL = Pattern.compile("://[^:/@\\s]*:\\*\\*\\*@");

  private Secrets() {}

  /**
   * Returns the settings without passwords.
   *
   * @param secret the names of settings that are masked as a whole
   */
  static Map<String, Object> mask(Map<String, ?> settings, Set<String> secret) {
    Map<String, Object> masked = new TreeMap<>();
    settings.forEach((name, value) -> masked.put(name, mask(value, secret.contains(name))));
    return masked;
  }

  private static Object mask(Object value, boolean isSecret) {
    if (isSecret) {
      return value.toString().isEmpty() ? value : MASK;
    } else if (value instanceof CharSequence text) {
      return URL_PASSWORD.matcher(text).replaceAll("$1:***@");
    } else if (value instanceof List<?> list) {
      return list.stream().map(each -> mask(each, false)).toList();
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> masked = new TreeMap<>();
      map.forEach((name, each) -> masked.put(String.valueOf(name), mask(each, false)));
      return masked;
    }
    return value;
  }

  /**
   * Returns settings in which masked passwords are replaced by the real ones.
   *
   * @param provider the name of the provider, for messages
   * @param given the new settings, as the application passes them
   * @param before the current settings, with passwords
   * @throws IllegalArgumentException if a setting has a mask and differs from its masked form
   */
  static Map<String, Object> unmask(
      String provider, Map<String, ?> given, Map<String, ?> before, Set<String> secret) {
    Map<String, Object> maskedBefore = mask(before, secret);
    Map<String, Object> unmasked = new TreeMap<>();
    given.forEach(
        (name, value) -> {
          Object known = before.get(name);
          if (known != null && Objects.equals(value, maskedBefore.get(name))) {
            unmasked.put(name, known);
          } else if (isMasked(value, secret.contains(name))) {
            throw new IllegalArgumentException(
                "Provider '"
                    + provider
                    + "': setting '"
                    + name
                    + "' has "
                    + MASK
                    + " instead of a password; set the password, or pass the masked setting"
                    + " unchanged to keep it");
          } else {
            unmasked.put(name, value);
          }
        });
    return unmasked;
  }

  private static boolean isMasked(@Nullable Object value, boolean isSecret) {
    return (isSecret && MASK.equals(value))
        || (value != null && MASKED_URL.matcher(value.toString()).find());
  }
}
