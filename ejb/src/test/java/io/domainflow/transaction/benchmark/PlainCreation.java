package io.domainflow.transaction.benchmark;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What one would write without the kit: an EJB, a data source of the container, JDBC. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class PlainCreation {

  /** The JNDI name of a data source with nothing of the kit in it. */
  static final String DATA_SOURCE = "java:app/jdbc/plain";

  @Resource(lookup = DATA_SOURCE)
  DataSource dataSource;

  /** Creates a campaign. Attribute REQUIRED. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void create(String hash) {
    try (Connection connection = dataSource.getConnection()) {
      HandWrittenCreation.create(connection, hash);
    } catch (SQLException failure) {
      throw new EJBException(failure);
    }
  }

  /** Does nothing, in a transaction that touches nothing. Attribute REQUIRED. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public String nothing() {
    return "";
  }
}
