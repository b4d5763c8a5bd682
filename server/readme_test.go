package server_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/mockismp/mockismp/server"
)

func TestTokenGrowsOld(t *testing.T) {
	srv := server.Run(t, server.WithWorld("spec"), server.WithClock("2026-11-22T12:00:00Z"))
	req, _ := http.NewRequest("GET", srv.TrueAPI()+"/elk/product-groups/balance/all", nil)
	req.Header.Set("Authorization", "Bearer "+srv.Token("940517350290"))
	srv.Clock().Advance(11 * time.Hour)
	if resp, err := srv.Client().Do(req); err != nil || resp.StatusCode != 401 {
		t.Fatal(resp, err)
	}
}
