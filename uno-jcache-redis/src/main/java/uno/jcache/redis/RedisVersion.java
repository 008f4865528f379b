/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version that a server reports. Compatible servers report the Redis version with which they
 * are compatible.
 *
 * @param text such as 7.0.15, or {@link #UNKNOWN}
 */
record RedisVersion(String text) {
  static final String UNKNOWN = "unknown";

  /** Redis 6 introduced {@code SET ... KEEPTTL}, which {@code put.lua} needs. */
  private static final int LEAST = 6;

  private static final Pattern VERSION = Pattern.compile("redis_version:(\\d{1,9})(\\S*)");

  /** Returns the version in the reply of {@code INFO}. */
  static RedisVersion of(String info) {
    Matcher version = VERSION.matcher(info);
    return new RedisVersion(version.find() ? version.group(1) + version.group(2) : UNKNOWN);
  }

  /** Returns whether it is known to be too old for our scripts. */
  boolean isTooOld() {
    return !text.equals(UNKNOWN) && Integer.parseInt(text.split("\\D", 2)[0]) < LEAST;
  }

  /** Returns advice for a version that is too old. */
  String advice() {
    return "this is Redis " + text + ", which is too old; at least " + LEAST + ".0 is needed";
  }
}
