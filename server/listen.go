package server

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"syscall"
)

// listen opens all addresses, or none.
func listen(addrs []string) (all []net.Listener, err error) {
	for _, addr := range addrs {
		opened, err := open(addr)
		all = append(all, opened...)
		if err != nil {
			for _, l := range all {
				_ = l.Close()
			}
			return nil, fmt.Errorf("%w; --listen takes another address", err)
		}
	}
	return all, nil
}

// open listens on an address; on localhost, which programs resolve to either
// loopback, on both where the machine has both.
func open(addr string) ([]net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || !strings.EqualFold(host, "localhost") {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			return nil, err
		}
		return []net.Listener{l}, nil
	}
	for range 10 { // a free port of one loopback may be taken on the other
		var both []net.Listener
		if both, err = loopbacks(port); err == nil || port != "0" || !errors.Is(err, syscall.EADDRINUSE) {
			return both, err
		}
	}
	return nil, err
}

func loopbacks(port string) ([]net.Listener, error) {
	four, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		return nil, err
	}
	_, port, _ = net.SplitHostPort(four.Addr().String())
	six, err := net.Listen("tcp6", net.JoinHostPort("::1", port))
	switch {
	case err == nil:
		return []net.Listener{four, six}, nil
	case errors.Is(err, syscall.EADDRINUSE):
		_ = four.Close()
		return nil, err
	}
	return []net.Listener{four}, nil // a machine without IPv6
}

// checkOrigin tells what is wrong with an origin that CORS shall let in.
func checkOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme == "" || u.Host == "" || origin != u.Scheme+"://"+u.Host {
		return fmt.Errorf("cors is %q; it is an origin as browsers send it, such as http://localhost:5173, without a path; every one is named: * would let any page on the web call", origin)
	}
	return nil
}
