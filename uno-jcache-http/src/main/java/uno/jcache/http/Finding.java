/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

/**
 * Something that is wrong, or may be.
 *
 * @param severity how bad it is
 * @param what what is wrong, in a few words
 * @param seen how that was seen: the numbers or settings
 * @param todo what to do about it
 * @param docs the document that says more
 */
record Finding(Severity severity, String what, String seen, String todo, String docs) {
  enum Severity {
    /** Something does not work. */
    ERROR,
    /** Something works less well than it could, or not as it may have been meant. */
    WARNING
  }

  static Finding error(String what, String seen, String todo, String docs) {
    return new Finding(Severity.ERROR, what, seen, todo, docs);
  }

  static Finding warning(String what, String seen, String todo, String docs) {
    return new Finding(Severity.WARNING, what, seen, todo, docs);
  }
}
