/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import java.io.Serializable;

/** A small mutable value, as an application might cache: no provider may take it for immutable. */
public final class Product implements Serializable {
  private static final long serialVersionUID = 1L;

  private long id;
  private String name;
  private double price;

  public Product(long id, String name, double price) {
    this.id = id;
    this.name = name;
    this.price = price;
  }

  public void setId(long id) {
    this.id = id;
  }

  public void setName(String name) {
    this.name = name;
  }

  public void setPrice(double price) {
    this.price = price;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Product that
        && id == that.id
        && name.equals(that.name)
        && Double.compare(price, that.price) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(id);
  }

  @Override
  public String toString() {
    return "Product[" + id + ", " + name + ", " + price + "]";
  }
}
