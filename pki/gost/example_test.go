package gost_test

import (
	"fmt"

	"github.com/mockismp/mockismp/pki/gost"
)

// A signature of the kind that keys of НУЦ РК make since 2024.
func Example() {
	key, err := gost.GenerateKey(gost.TC26A512(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	h := gost.NewStreebog512()
	h.Write([]byte("документ"))
	signature, err := key.Sign(nil, h.Sum(nil), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	public, err := gost.ParsePublicKey(gost.TC26A512(), key.Public().(*gost.PublicKey).Bytes())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(signature), public.Verify(h.Sum(nil), signature))

	h.Write([]byte("!"))
	fmt.Println(public.Verify(h.Sum(nil), signature))

	// Output:
	// 128 true
	// false
}

func ExampleNewStreebog512() {
	h := gost.NewStreebog512()
	h.Write([]byte("abc"))
	fmt.Printf("%x\n", h.Sum(nil)[:16])

	// Output: 28156e28317da7c98f4fe2bed6b542d0
}
