package dev.commitcast.persistence.entities;

import static org.assertj.core.api.Assertions.assertThat;

import dev.commitcast.persistence.change.JpaDatabase;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.internal.helper.DatabaseField;
import org.eclipse.persistence.sessions.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Compares the mappings of all entities with the migrated catalogue, column by column. */
@Timeout(120)
class EntityColumnsIT {
  private static JpaDatabase database;

  @BeforeAll
  static void open() {
    database = new JpaDatabase();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void everyTableHasAnEntityAndEveryColumnAField() {
    Map<String, Set<String>> tables = database.inTransaction(EntityColumnsIT::tables);
    Map<String, Set<String>> mapped = database.inTransaction(EntityColumnsIT::mapped);

    assertThat(tables).hasSizeGreaterThan(15);
    assertThat(lines(mapped)).containsExactlyInAnyOrderElementsOf(lines(tables));
  }

  @Test
  void noEntityOfTheLogWritesAColumn() {
    Set<String> writable =
        database.inTransaction(
            entities -> {
              Set<String> found = new TreeSet<>();
              for (ClassDescriptor descriptor : descriptors(entities)) {
                if (isOfTheLog(descriptor)) {
                  descriptor.getMappings().stream()
                      .flatMap(mapping -> mapping.getFields().stream())
                      .filter(field -> field.isInsertable() || field.isUpdatable())
                      // the provider wants the key to be writable
                      .filter(field -> !descriptor.getPrimaryKeyFields().contains(field))
                      .forEach(field -> found.add(field.getQualifiedName()));
                }
              }
              return found;
            });

    assertThat(writable).isEmpty();
  }

  private static List<String> lines(Map<String, Set<String>> tables) {
    return tables.entrySet().stream()
        .flatMap(table -> table.getValue().stream().map(name -> table.getKey() + "." + name))
        .toList();
  }

  private static boolean isOfTheLog(ClassDescriptor descriptor) {
    return descriptor.getJavaClass().getPackageName().equals("dev.commitcast.domain.log");
  }

  private static Iterable<ClassDescriptor> descriptors(EntityManager entities) {
    return entities.unwrap(Session.class).getDescriptors().values().stream()
        .filter(descriptor -> !descriptor.isAggregateDescriptor())
        .toList();
  }

  private static Map<String, Set<String>> mapped(EntityManager entities) {
    Map<String, Set<String>> found = new TreeMap<>();
    for (ClassDescriptor descriptor : descriptors(entities)) {
      for (DatabaseField field : descriptor.getFields()) {
        found.computeIfAbsent(field.getTableName(), name -> new TreeSet<>()).add(field.getName());
      }
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Set<String>> tables(EntityManager entities) {
    Map<String, Set<String>> found = new TreeMap<>();
    entities
        .createNativeQuery(
            "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns AS c"
                + " JOIN information_schema.tables AS t USING (table_schema, table_name)"
                + " WHERE c.table_schema IN (?, ?) AND t.table_type = 'BASE TABLE'"
                // what the migrations note for themselves
                + " AND c.table_name NOT IN ('flyway_schema_history', 'created_extensions')")
        .setParameter(1, JpaDatabase.SCHEMAS.app())
        .setParameter(2, JpaDatabase.SCHEMAS.log())
        .getResultList()
        .forEach(
            row -> {
              Object[] column = (Object[]) row;
              found
                  .computeIfAbsent((String) column[0], name -> new TreeSet<>())
                  .add((String) column[1]);
            });
    return found;
  }
}
