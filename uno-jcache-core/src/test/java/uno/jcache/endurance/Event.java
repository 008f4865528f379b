/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.endurance;

/**
 * What one thread of a node did. Times are of {@link System#nanoTime}, which all processes of one
 * Linux machine have in common.
 *
 * @param kind what was done
 * @param key to which key, or to which beginning of keys
 * @param value what was stored, read or returned; 0 for nothing
 * @param begin before it was called
 * @param end after it returned
 * @param done false if it failed, so that nobody knows whether it was done, or will be
 */
record Event(int node, Kind kind, String key, long value, long begin, long end, boolean done) {
  /** What a node does. */
  enum Kind {
    /** Puts a value that nobody else puts. */
    PUT,
    /** Reads a value, or nothing. */
    READ,
    /** Reads a value, or nothing, without a near cache. */
    READ_FAR,
    REMOVE,
    /** Invalidates all keys with a beginning. */
    INVALIDATE,
    /** Clears the region; the key is empty. */
    CLEAR,
    /** Adds one to a counter by a processor, and has the sum. */
    INCREMENT,
    /** Writes a version to the system of record, and then invalidates or removes the entry. */
    RECORD,
    /** Reads a version through the cache, which loads it. */
    LOAD
  }

  /** Returns whether this may have changed a key. */
  boolean changes(String other) {
    return switch (kind) {
      case PUT, REMOVE -> other.equals(key);
      case INVALIDATE, CLEAR -> other.startsWith(key);
      default -> false;
    };
  }

  String encode() {
    return String.join(
        " ",
        kind.name(),
        key.isEmpty() ? "-" : key,
        Long.toString(value),
        Long.toString(begin),
        Long.toString(end),
        Boolean.toString(done));
  }

  static Event decode(int node, String line) {
    String[] words = line.split(" ", -1);
    return new Event(
        node,
        Kind.valueOf(words[0]),
        words[1].equals("-") ? "" : words[1],
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        Long.parseLong(words[4]),
        Boolean.parseBoolean(words[5]));
  }
}
