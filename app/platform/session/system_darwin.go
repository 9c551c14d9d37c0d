package session

import (
	"context"
	"time"
)

func watch(context.Context, func()) {}

func idle() (time.Duration, bool) { return 0, false }
