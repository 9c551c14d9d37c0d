package vault_test

import (
	"fmt"
	"runtime"
	"testing"

	"kanzleicode/app/vault"
)

// large is a closed vault with 50 accounts and 10,000 mandates, imported in two steps.
func large(b *testing.B) *house {
	b.Helper()
	h := newHouse(b)
	v := h.open()
	var accounts []vault.Mutation
	for n := range 50 {
		accounts = append(accounts, account(v, fmt.Sprintf("Amainvoice %d", n)))
	}
	apply(b, v, accounts...)
	for part := range 2 {
		apply(b, v, manyMandates(v, 5000, part)...)
	}
	shut(b, v)
	return h
}

func manyMandates(v *vault.Vault, n, part int) []vault.Mutation {
	batch := make([]vault.Mutation, n)
	for i := range batch {
		batch[i] = mandate(v, fmt.Sprintf("%d-%05d", part, i))
	}
	return batch
}

// BenchmarkOpenAccounts is the way of "kanzleicode code": open, load 50 accounts beside 10,000 mandates,
// close.
func BenchmarkOpenAccounts(b *testing.B) {
	h := large(b)
	for b.Loop() {
		v := h.open()
		if len(load(b, v, vault.KindAccount)) != 50 {
			b.Fatal("accounts are missing")
		}
		shut(b, v)
	}
}

func BenchmarkLoadMandates(b *testing.B) {
	v := large(b).open()
	for b.Loop() {
		if len(load(b, v, vault.KindMandate)) != 10_000 {
			b.Fatal("mandates are missing")
		}
	}
}

func BenchmarkApply5000(b *testing.B) {
	v := newHouse(b).open()
	part := 0
	for b.Loop() {
		part++
		apply(b, v, manyMandates(v, 5000, part)...)
	}
}

// BenchmarkApplyOne is one small change, on the disk when it returns.
func BenchmarkApplyOne(b *testing.B) {
	v := newHouse(b).open()
	for b.Loop() {
		apply(b, v, mandate(v, v.NewID().String()))
	}
}

// BenchmarkVerify walks a chain of 10,000 changes, or KANZLEICODE_CHANGES.
func BenchmarkVerify(b *testing.B) {
	changes := times(b, "KANZLEICODE_CHANGES", 10_000)
	h := newHouse(b)
	v := h.open()
	for range changes {
		apply(b, v, mandate(v, v.NewID().String()))
	}
	for b.Loop() {
		if report := verify(b, v); len(report.Faults) > 0 || report.Changes != changes+1 {
			b.Fatal(report)
		}
	}
	b.StopTimer()
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapSys-after.HeapReleased)/1e6, "MB-heap")
	shut(b, v)
	h.pins = nil
	v = h.open() // the first contact walks it too
	shut(b, v)
}
