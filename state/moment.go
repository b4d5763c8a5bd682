package state

import (
	"fmt"
	"time"
)

// Moment is a point of world time in milliseconds, the precision of the real
// service's timestamps, and 16 bytes less than time.Time in every one of a
// million codes. Moments count from the beginning of the year 1, the first of
// the calendar that the API can show, to the end of 9999. Zero means "no such
// moment"; the calendar begins after it.
type Moment int64

// Layout is how every timestamp of the API is written (observed). It has four
// digits for the year.
const Layout = "2006-01-02T15:04:05.000Z"

var (
	noMoment    = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli() - 1 // where counting begins
	firstMoment = Moment(1)
	lastMoment  = Moment(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli() - 1 - noMoment)
)

// MomentOf cuts a time to the millisecond. A time outside the calendar is the
// end of it that is nearer.
func MomentOf(t time.Time) Moment { return inCalendar(Moment(t.UnixMilli() - noMoment)) }

func inCalendar(m Moment) Moment { return min(max(m, firstMoment), lastMoment) }

// Time is the moment as a UTC time.
func (m Moment) Time() time.Time { return time.UnixMilli(int64(m) + noMoment).UTC() }

// InCalendar tells whether the moment ever comes: the calendar ends with the year 9999.
func (m Moment) InCalendar() bool { return m == inCalendar(m) }

// Add is the moment d later, cut to the millisecond. It may lie after the end
// of the calendar.
func (m Moment) Add(d time.Duration) Moment { return m + Moment(d.Milliseconds()) }

// String is the moment in the API's layout, "" for no moment.
func (m Moment) String() string {
	return string(m.Append(make([]byte, 0, len(Layout))))
}

// Append writes the moment behind a text, as String has it. It does so digit by digit:
// a layout would be read anew each time.
func (m Moment) Append(to []byte) []byte {
	if m == 0 {
		return to
	}
	t := m.Time()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	to = digits(to, year, 1000)
	to = digits(append(to, '-'), int(month), 10)
	to = digits(append(to, '-'), day, 10)
	to = digits(append(to, 'T'), hour, 10)
	to = digits(append(to, ':'), minute, 10)
	to = digits(append(to, ':'), second, 10)
	to = digits(append(to, '.'), t.Nanosecond()/int(time.Millisecond), 100)
	return append(to, 'Z')
}

// digits writes a number from its highest digit on, which counts so much.
func digits(to []byte, n, highest int) []byte {
	for ; highest > 0; highest /= 10 {
		to = append(to, '0'+byte(n/highest%10))
	}
	return to
}

// ParseMoment reads an RFC 3339 time with any fraction and offset, which must
// lie in the years 1 to 9999 of UTC.
func ParseMoment(s string) (Moment, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a time such as 2026-11-22T10:00:00Z (RFC 3339)", s)
	}
	if year := t.UTC().Year(); year < 1 || year > 9999 {
		return 0, fmt.Errorf("%q is in the year %d of UTC; it must be in the years 1 to 9999", s, year)
	}
	return MomentOf(t), nil
}

// WholeSecond is the moment without its milliseconds.
func (m Moment) WholeSecond() Moment { return m - Moment(m.Time().Nanosecond()/int(time.Millisecond)) }
