package io.deopenchat.storage;

import java.util.List;

/**
 * The tables of one kind of database.
 *
 * @param kind what the file is for, to refuse a file of another kind; kept in the file
 * @param migrations SQL scripts (statements separated by {@code ;}); the n-th leads from version n to version n + 1
 */
public record Schema(String kind, List<String> migrations) {
    public Schema {
        migrations = List.copyOf(migrations);
    }

    int version() {
        return migrations.size();
    }
}
