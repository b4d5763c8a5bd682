package server

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"github.com/mockismp/mockismp/fixtures"
	"github.com/mockismp/mockismp/server/internal/pipeline"
	"github.com/mockismp/mockismp/state"
	"github.com/mockismp/mockismp/state/dict"
)

// mostLoaded bounds how many loaded worlds a process keeps.
const mostLoaded = 16

// loadedWorlds are the worlds that servers of this process began with: of embedded
// datasets, the same options make the same world, and each further server gets a fork.
var loadedWorlds struct {
	sync.Mutex
	of map[string]func() (*state.World, error)
}

// startWorld is firstWorld that loads a world once in a process, if it can be the
// same for all who ask for it.
func startWorld(o *Options, sets []*fixtures.Dataset, send fixtures.Sender) (*state.World, error) {
	goods := !slices.ContainsFunc(sets, func(set *fixtures.Dataset) bool { return set == nil || !set.GoodsOnly() })
	if !o.sharesWorld(goods) {
		return firstWorld(o, sets, send)
	}
	loaded, err := onceLoaded(o.worldKey(goods), func() (*state.World, error) { return firstWorld(o, sets, send) })
	if err != nil {
		return nil, err
	}
	clock, err := o.clock()
	if err != nil {
		return nil, err
	}
	chosen, err := o.rules()
	if err != nil {
		return nil, err
	}
	w := loaded.Fork(pipeline.DefaultWorld, nil)
	if err := w.Clock().Set(clock); err != nil {
		return nil, err
	}
	if err := w.Update(func(tx *state.Tx) error { tx.SetRules(chosen); return nil }); err != nil {
		return nil, err
	}
	w.MarkStart()
	return w, nil
}

// sharesWorld tells whether the options alone say what the world is: files may
// change, and documents have the time at which they came.
func (o *Options) sharesWorld(goods bool) bool {
	embedded := !slices.ContainsFunc(o.World, func(name string) bool { return !slices.Contains(fixtures.Worlds(), name) })
	frozen := o.Clock != "" && !strings.HasSuffix(o.Clock, ",run")
	return embedded && len(o.Codes)+len(o.Trust) == 0 && o.XSDDir == "" && (goods || frozen)
}

// worldKey is all of the options that can make a difference to a loaded world, with the
// number of product groups, to which tests add some. Goods ask neither what time it is
// nor for any rule.
func (o *Options) worldKey(goods bool) string {
	key := *o
	key.Listen, key.Scenario, key.ControlToken, key.Journal, key.CORS, key.TLS, key.MaxWorlds, key.Unauthorized = nil, "", "", 0, nil, "", 0, ""
	key.log = (*slog.Logger)(nil)
	if goods {
		key.Clock, key.Strict, key.Rule = "", false, nil
	}
	return fmt.Sprintf("%d %+v", len(dict.ProductGroups()), key)
}

func onceLoaded(key string, load func() (*state.World, error)) (*state.World, error) {
	loadedWorlds.Lock()
	once, known := loadedWorlds.of[key]
	if !known {
		if len(loadedWorlds.of) >= mostLoaded || loadedWorlds.of == nil {
			loadedWorlds.of = map[string]func() (*state.World, error){}
		}
		once = sync.OnceValues(load)
		loadedWorlds.of[key] = once
	}
	loadedWorlds.Unlock()
	return once()
}
