// Package mandate holds the rules of the Mandate list.
package mandate
