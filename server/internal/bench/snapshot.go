package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// moveSnapshot takes the snapshot of a large world into a file, and puts it into
// a server of its own, whose memory holds nothing else.
func moveSnapshot(ctx context.Context, s stock) ([]row, error) {
	file, err := os.CreateTemp("", "mockismp-bench-*.json")
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close(); _ = os.Remove(file.Name()) }()
	got, size, err := timeCopy(ctx, http.MethodGet, s.Addr, nil, file)
	if err != nil {
		return nil, err
	}
	c, err := startChild(ctx, "mockismp", nil)
	if err != nil {
		return nil, err
	}
	defer c.stop()
	var to address
	if err := c.hear(&to); err != nil {
		return nil, err
	}
	before, err := c.cpu()
	if err != nil {
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	put, _, err := timeCopy(ctx, http.MethodPut, to.Addr, file, io.Discard)
	if err != nil {
		return nil, err
	}
	used, err := c.cpu()
	if err != nil {
		return nil, err
	}
	peak, err := memoryOf(c.cmd.Process.Pid, "VmHWM")
	if err != nil {
		return nil, err
	}
	return []row{
		{fmt.Sprintf("snapshot of %d codes read", s.Codes), "a figure", fmt.Sprintf("%.1f s", got.Seconds()), fmt.Sprintf("%d MB", size>>20)},
		{"– put into another server", "a figure", fmt.Sprintf("%.1f s", put.Seconds()), fmt.Sprintf("processor time %.1f s; peak of RSS %d B a code", (used - before).Seconds(), peak/s.Codes)},
	}, nil
}

func timeCopy(ctx context.Context, method, addr string, from io.Reader, to io.Writer) (time.Duration, int64, error) {
	if from != nil {
		from = io.NopCloser(from) // the client closes what it sends, and the file is read again
	}
	request, err := http.NewRequestWithContext(ctx, method, "http://"+addr+"/_mock/snapshot", from)
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = answer.Body.Close() }()
	n, err := io.Copy(to, answer.Body)
	if err == nil && answer.StatusCode >= http.StatusMultipleChoices {
		err = fmt.Errorf("%s of the snapshot is answered with %s", method, answer.Status)
	}
	return time.Since(began), n, err
}
