/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds which of many patterns match a key. A trie contains the literal prefixes of the patterns. A
 * search follows the characters of the key through the trie, and so tries only those patterns whose
 * prefix the key has. Immutable.
 *
 * @param <T> the type of objects that have a pattern
 */
public final class PatternIndex<T> {
  /** The maximum number of children for which a linear search is used. */
  private static final int LINEAR_LIMIT = 8;

  private final Function<T, Glob> pattern;
  private final Node<T> root = new Node<>();
  private final boolean empty;

  /** Creates an index of the given objects. */
  public PatternIndex(Collection<? extends T> all, Function<T, Glob> pattern) {
    this.pattern = pattern;
    this.empty = all.isEmpty();
    for (T one : all) {
      Node<T> node = root;
      String prefix = pattern.apply(one).prefix();
      for (int i = 0; i < prefix.length(); i++) {
        node = node.childOrNew(prefix.charAt(i));
      }
      node.items.add(one);
    }
  }

  private static final class Node<T> {
    private final List<T> items = new ArrayList<>(1);
    private char[] next = {}; // sorted
    private final List<Node<T>> children = new ArrayList<>(1);

    private int indexOf(char c) {
      char[] sorted = next;
      if (sorted.length > LINEAR_LIMIT) {
        return Arrays.binarySearch(sorted, c);
      }
      int i = 0;
      while (i < sorted.length && sorted[i] < c) {
        i++;
      }
      return (i < sorted.length && sorted[i] == c) ? i : -i - 1;
    }

    @Nullable Node<T> child(char c) {
      int i = indexOf(c);
      return (i < 0) ? null : children.get(i);
    }

    Node<T> childOrNew(char c) {
      int i = indexOf(c);
      if (i >= 0) {
        return children.get(i);
      }
      int at = -i - 1;
      char[] longer = Arrays.copyOf(next, next.length + 1);
      System.arraycopy(next, at, longer, at + 1, next.length - at);
      longer[at] = c;
      next = longer;
      Node<T> child = new Node<>();
      children.add(at, child);
      return child;
    }
  }

  /** Returns whether the index has no patterns. */
  public boolean isEmpty() {
    return empty;
  }

  /** Returns whether any pattern matches the key. */
  public boolean matchesAny(String key) {
    return search(key, null);
  }

  /** Returns the objects whose patterns match the key. */
  public List<T> matching(String key) {
    List<T> matching = new ArrayList<>();
    search(key, matching);
    return matching;
  }

  /**
   * Searches for matching patterns.
   *
   * @param matching receives all matches; null to stop at the first one
   * @return whether the search stopped at a match
   */
  private boolean search(String key, @Nullable List<T> matching) {
    Node<T> node = empty ? null : root;
    for (int i = 0; node != null; i++) {
      for (int j = 0; j < node.items.size(); j++) { // no iterator: each put runs this
        T one = node.items.get(j);
        if (pattern.apply(one).matches(key)) {
          if (matching == null) {
            return true;
          }
          matching.add(one);
        }
      }
      node = (i < key.length()) ? node.child(key.charAt(i)) : null;
    }
    return false;
  }
}
