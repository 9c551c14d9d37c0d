// Package widgets holds Kanzleicode's own widgets: countdown ring, digits, code card, data table,
// navigation rail, message bar. They show what they are given and report what the user does through
// callbacks; none knows a service, reads a clock or keeps anything that counts.
package widgets
