package dict

import "time"

// The calendar of working days in Kazakhstan, by the law on holidays: Saturdays
// and Sundays are free, and a holiday that falls on one moves to the next
// working day, but for the two religious ones. Days that the government moves
// by decree in single years are not in it (assumed: they matter little).

// holiday is a day of the year that is free in the years from first to last (0: no end).
type holiday struct {
	month       time.Month
	day         int
	first, last int
	moves       bool // to the next working day, when it falls on a weekend
}

var holidays = []holiday{
	{time.January, 1, 0, 0, true},     // New Year
	{time.January, 2, 0, 0, true},     //
	{time.January, 7, 0, 0, false},    // Orthodox Christmas
	{time.March, 8, 0, 0, true},       // Women's Day
	{time.March, 21, 0, 0, true},      // Nauryz
	{time.March, 22, 0, 0, true},      //
	{time.March, 23, 0, 0, true},      //
	{time.May, 1, 0, 0, true},         // Unity
	{time.May, 7, 0, 0, true},         // Defenders
	{time.May, 9, 0, 0, true},         // Victory
	{time.July, 6, 0, 0, true},        // Capital
	{time.August, 30, 0, 0, true},     // Constitution
	{time.October, 25, 2022, 0, true}, // Republic
	{time.December, 1, 0, 2021, true}, // First President
	{time.December, 16, 0, 0, true},   // Independence
	{time.December, 17, 0, 2021, true},
}

// kurbanAit is the first day of the feast, which follows the moon and never moves.
var kurbanAit = map[int]string{
	2020: "07-31", 2021: "07-20", 2022: "07-09", 2023: "06-28", 2024: "06-16", 2025: "06-06",
	2026: "05-27", 2027: "05-16", 2028: "05-05", 2029: "04-24", 2030: "04-13",
}

// oneZone is when the whole country went over to UTC+5; before, most of it had UTC+6.
var oneZone = time.Date(2024, time.February, 29, 18, 0, 0, 0, time.UTC)

// LocalTime is a time as clocks in Kazakhstan show it; the machine's zone never counts.
func LocalTime(t time.Time) time.Time {
	hours := 5
	if t.Before(oneZone) {
		hours = 6
	}
	return t.In(time.FixedZone("", hours*3600))
}

// workingDay tells whether the local day of t is a working day.
func workingDay(t time.Time) bool {
	day := LocalTime(t)
	return !weekend(day) && !free(day) && !moved(day)
}

// WorkingDaysAfter is the end of the n-th working day after the local day of t:
// the first moment that no longer belongs to it.
func WorkingDaysAfter(t time.Time, n int) time.Time {
	day := noonOf(LocalTime(t))
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if workingDay(day) {
			n--
		}
	}
	next := LocalTime(day.AddDate(0, 0, 1))
	return time.Date(next.Year(), next.Month(), next.Day(), 0, 0, 0, 0, next.Location())
}

// noonOf keeps the date whatever the zone does in between.
func noonOf(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, day.Location())
}

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

func free(day time.Time) bool {
	return holidayOn(day) != nil || kurbanAit[day.Year()] == day.Format("01-02")
}

func holidayOn(day time.Time) *holiday {
	for i, h := range holidays {
		if h.month == day.Month() && h.day == day.Day() && day.Year() >= h.first && (h.last == 0 || day.Year() <= h.last) {
			return &holidays[i]
		}
	}
	return nil
}

// moved tells whether a holiday from the days of rest before was moved to this day.
func moved(day time.Time) bool {
	owed := 0
	// Days of rest never stand further back than two weeks: from there on, every
	// holiday on a weekend takes the next day that is not free anyhow.
	for back := 14; back >= 1; back-- {
		before := day.AddDate(0, 0, -back)
		h := holidayOn(before)
		switch {
		case weekend(before) && h != nil && h.moves:
			owed++
		case !weekend(before) && !free(before) && owed > 0:
			owed--
		}
	}
	return owed > 0
}
