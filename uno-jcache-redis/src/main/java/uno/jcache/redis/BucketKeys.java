/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Keys of one bucket.
 *
 * @param indexes their indexes in the list of all keys
 */
record BucketKeys(int bucket, List<Integer> indexes) {
  /** Groups keys by their buckets. */
  static List<BucketKeys> of(List<byte[]> keys, Layout layout) {
    if (layout.buckets() == 1 && !keys.isEmpty()) {
      return List.of(new BucketKeys(0, IntStream.range(0, keys.size()).boxed().toList()));
    }
    Map<Integer, List<Integer>> byBucket = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      byBucket.computeIfAbsent(layout.bucket(keys.get(i)), each -> new ArrayList<>()).add(i);
    }
    return byBucket.entrySet().stream()
        .map(each -> new BucketKeys(each.getKey(), each.getValue()))
        .toList();
  }

  /** Returns the elements of the list at these indexes. */
  <T> List<T> select(List<T> all) {
    return indexes.stream().map(all::get).toList();
  }

  /** Returns one part for each of these keys. */
  List<BucketKeys> singly() {
    return indexes.stream().map(each -> new BucketKeys(bucket, List.of(each))).toList();
  }
}
