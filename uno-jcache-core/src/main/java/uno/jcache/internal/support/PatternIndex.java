/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.support;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds those of many patterns that a key matches: walks once along the key, through a tree of what
 * the patterns begin with, and looks closely at those only whose beginnings it comes by. Immutable.
 *
 * @param <T> what has a pattern
 */
public final class PatternIndex<T> {
  /** Up to so many characters are looked through one by one. */
  private static final int FEW = 8;

  private final Function<T, Glob> pattern;
  private final Node<T> root = new Node<>();
  private final boolean empty;

  /** Indexes these. */
  public PatternIndex(Collection<? extends T> all, Function<T, Glob> pattern) {
    this.pattern = pattern;
    this.empty = all.isEmpty();
    for (T one : all) {
      Node<T> node = root;
      String prefix = pattern.apply(one).prefix();
      for (int i = 0; i < prefix.length(); i++) {
        node = node.childOrNew(prefix.charAt(i));
      }
      node.here.add(one);
    }
  }

  private static final class Node<T> {
    private final List<T> here = new ArrayList<>(1);
    private char[] next = {}; // sorted
    private final List<Node<T>> children = new ArrayList<>(1);

    private int indexOf(char c) {
      char[] sorted = next;
      if (sorted.length > FEW) {
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

  /** Returns whether there is none. */
  public boolean isEmpty() {
    return empty;
  }

  /** Returns whether any matches the key. */
  public boolean matchesAny(String key) {
    return walk(key, null);
  }

  /** Returns those that match the key. */
  public List<T> matching(String key) {
    List<T> matching = new ArrayList<>();
    walk(key, matching);
    return matching;
  }

  /**
   * Looks for what matches.
   *
   * @param matching receives all; null to stop at the first
   * @return whether something matched and the walk stopped there
   */
  private boolean walk(String key, @Nullable List<T> matching) {
    Node<T> node = empty ? null : root;
    for (int i = 0; node != null; i++) {
      for (int j = 0; j < node.here.size(); j++) { // without an iterator: each put comes by here
        T one = node.here.get(j);
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
