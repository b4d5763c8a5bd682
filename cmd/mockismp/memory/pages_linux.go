package memory

import (
	"runtime"
	"syscall"
)

// firstHeap is more than the heap takes while the program starts with a small world.
const firstHeap = 16 << 20

// useLargePages asks the kernel for pages of 2 MB for the first of the heap: of
// those of 4 kB a start needs two thousand, and each interrupts it at its first use.
// What is allocated for that is rubbish at once, and all that comes lies in its place;
// what nothing comes to lie in is never touched, and takes no memory.
func useLargePages() {
	if syscall.Madvise(make([]byte, firstHeap), syscall.MADV_HUGEPAGE) == nil {
		runtime.GC()
	}
}
