package dev.commitcast.domain.log;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.io.Serializable;
import java.util.Objects;

/** Which state of which stream, in which printed form. Immutable in effect. */
@Embeddable
public class SnapshotKey implements Serializable {
  private static final long serialVersionUID = 1L;

  @Column(name = "stream_id")
  private String stream;

  @Column(name = "aggregate")
  private String aggregate;

  @Column(name = "schema_version")
  private Integer schema;

  /** For JPA alone. */
  protected SnapshotKey() {}

  public SnapshotKey(String stream, String aggregate, int schema) {
    this.stream = stream;
    this.aggregate = aggregate;
    this.schema = schema;
  }

  public String stream() {
    return stream;
  }

  public String aggregate() {
    return aggregate;
  }

  public int schema() {
    return schema;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SnapshotKey that
        && Objects.equals(stream, that.stream)
        && Objects.equals(aggregate, that.aggregate)
        && Objects.equals(schema, that.schema);
  }

  @Override
  public int hashCode() {
    return Objects.hash(stream, aggregate, schema);
  }

  @Override
  public String toString() {
    return aggregate + " of " + stream + ", schema " + schema;
  }
}
