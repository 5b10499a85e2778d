package io.domainflow.transaction;

import io.domainflow.database.SchemaMigration;
import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.lang.reflect.Constructor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Work inside of an operation, through what a bean may use. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class FailingWork {

  private static final String INSERT = "INSERT INTO entries (id, amount) VALUES (?, 1)";

  @Resource(lookup = SchemaMigration.DATA_SOURCE)
  DataSource dataSource;

  @Resource SessionContext context;
  @PersistenceContext EntityManager entityManager;

  /** Marks the transaction as an EJB does. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void markForRollback() {
    context.setRollbackOnly();
  }

  /** Writes over plain JDBC. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void writeOverJdbc(String id) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setString(1, id);
      statement.executeUpdate();
    }
  }

  /** Writes over JPA. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void writeOverJpa(String id) {
    entityManager
        .createNativeQuery("INSERT INTO entries (id, amount) VALUES (?1, 1)")
        .setParameter(1, id)
        .executeUpdate();
  }

  /** Leaves to JPA an entity that PostgreSQL refuses when the transaction ends. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void persistIncompletely() {
    entityManager.persist(incompleteEntity());
  }

  /** Any that is mapped; the product itself stores none through JPA. */
  static Object incompleteEntity() {
    try {
      Constructor<?> constructor =
          Class.forName("io.domainflow.campaign.Campaign").getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException failure) {
      throw new LinkageError(failure.getMessage(), failure);
    }
  }
}
