/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

/**
 * What one JVM measured.
 *
 * @param round in which round, from 1
 * @param row which row
 * @param implementation which implementation
 * @param value operations per microsecond of all threads together, or bytes of heap per entry
 * @param bytesPerOperation the garbage per operation; 0 for heap
 */
record Sample(
    int round, Row row, Implementation implementation, double value, double bytesPerOperation) {}
