/** Placeholder. */
package dev.commitcast.localpostgres;
