package memory

import (
	"runtime"
	"syscall"
)

// firstHeap is what a small world's heap grows to before collections keep its size.
const firstHeap = leastHeap + leastHeap/2

// useLargePages asks the kernel for pages of 2 MB for the first of the heap: of
// those of 4 kB a start needs two thousand, and the first calls five thousand, and
// each interrupts them at its first use.
// What is allocated for that is rubbish at once, and all that comes lies in its place;
// what nothing comes to lie in is never touched, and takes no memory.
func useLargePages() {
	if syscall.Madvise(make([]byte, firstHeap), syscall.MADV_HUGEPAGE) == nil {
		runtime.GC()
	}
}
