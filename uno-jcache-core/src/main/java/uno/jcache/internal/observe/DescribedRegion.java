/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.observe;

import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.StandardMBean;
import uno.jcache.monitoring.RegionMXBean;

/** A region bean with parameter names and descriptions for JMX consoles, instead of {@code p0}. */
final class DescribedRegion extends StandardMBean {
  DescribedRegion(RegionMXBean region) {
    super(region, RegionMXBean.class, true);
  }

  @Override
  protected String getDescription(MBeanInfo info) {
    return "A region: its settings, counts and latencies";
  }

  @Override
  protected String getDescription(MBeanOperationInfo info) {
    return switch (info.getName()) {
      case "countEntries" -> "Counts the entries; may scan the server";
      case "clear" -> "Removes all entries";
      case "invalidate" -> "Removes the entries whose keys match a pattern; returns how many";
      default -> info.getDescription();
    };
  }

  @Override
  protected String getParameterName(
      MBeanOperationInfo info, MBeanParameterInfo parameter, int sequence) {
    return info.getName().equals("invalidate") ? "pattern" : parameter.getName();
  }

  @Override
  protected String getDescription(
      MBeanOperationInfo info, MBeanParameterInfo parameter, int sequence) {
    return info.getName().equals("invalidate")
        ? "A pattern of keys, such as user:*"
        : parameter.getDescription();
  }
}
