package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
)

// rgb is a colour as it is usually written: 0x0B6073.
func rgb(value uint32) color.NRGBA {
	return color.NRGBA{R: uint8(value >> 16), G: uint8(value >> 8), B: uint8(value), A: 0xFF}
}

// veil is a colour that lets what is below shine through; alpha from 0 to 255.
func veil(value uint32, alpha uint8) color.NRGBA {
	c := rgb(value)
	c.A = alpha
	return c
}

var light = map[fyne.ThemeColorName]color.NRGBA{
	base.ColorNameBackground:          rgb(0xF4F7F8),
	base.ColorNameForeground:          rgb(0x13242A),
	base.ColorNamePrimary:             rgb(0x0B6073),
	base.ColorNameForegroundOnPrimary: rgb(0xFFFFFF),
	base.ColorNameHyperlink:           rgb(0x0B6073),
	base.ColorNameFocus:               veil(0x0B6073, 0x38),
	base.ColorNameSelection:           veil(0x0B6073, 0x38),
	base.ColorNameHover:               veil(0x13242A, 0x12),
	base.ColorNamePressed:             veil(0x13242A, 0x24),
	base.ColorNameButton:              rgb(0xE1E9EC),
	base.ColorNameDisabledButton:      rgb(0xEAEFF1),
	base.ColorNameDisabled:            rgb(0x84949B),
	base.ColorNamePlaceHolder:         rgb(0x5A6C74),
	base.ColorNameInputBackground:     rgb(0xFFFFFF),
	base.ColorNameInputBorder:         rgb(0x7E9098),
	base.ColorNameHeaderBackground:    rgb(0xE8EEF1),
	base.ColorNameMenuBackground:      rgb(0xFFFFFF),
	base.ColorNameOverlayBackground:   rgb(0xFFFFFF),
	base.ColorNameSeparator:           rgb(0xDCE4E8),
	base.ColorNameScrollBar:           veil(0x13242A, 0x66),
	base.ColorNameScrollBarBackground: veil(0x13242A, 0x0C),
	base.ColorNameShadow:              veil(0x13242A, 0x30),
	base.ColorNameError:               rgb(0xB3261E),
	base.ColorNameForegroundOnError:   rgb(0xFFFFFF),
	base.ColorNameWarning:             rgb(0x914300),
	base.ColorNameForegroundOnWarning: rgb(0xFFFFFF),
	base.ColorNameSuccess:             rgb(0x1A6A3B),
	base.ColorNameForegroundOnSuccess: rgb(0xFFFFFF),
	ColorMuted:                        rgb(0x4D6068),
	ColorCard:                         rgb(0xFFFFFF),
	ColorCardBorder:                   rgb(0xDCE4E8),
	ColorCardHover:                    rgb(0xEEF5F7),
	ColorTint:                         rgb(0xD8EBF0),
	ColorRail:                         rgb(0xE8EEF1),
	ColorTrack:                        rgb(0xD5E0E4),
	ColorUrgent:                       rgb(0xA34300),
	ColorNoticeGood:                   rgb(0xDDF1E4),
	ColorNoticeFailed:                 rgb(0xFBE6E4),
}

var dark = map[fyne.ThemeColorName]color.NRGBA{
	base.ColorNameBackground:          rgb(0x10181C),
	base.ColorNameForeground:          rgb(0xE7EEF1),
	base.ColorNamePrimary:             rgb(0x5EC4D9),
	base.ColorNameForegroundOnPrimary: rgb(0x06222A),
	base.ColorNameHyperlink:           rgb(0x5EC4D9),
	base.ColorNameFocus:               veil(0x5EC4D9, 0x48),
	base.ColorNameSelection:           veil(0x5EC4D9, 0x48),
	base.ColorNameHover:               veil(0xFFFFFF, 0x14),
	base.ColorNamePressed:             veil(0xFFFFFF, 0x28),
	base.ColorNameButton:              rgb(0x26353C),
	base.ColorNameDisabledButton:      rgb(0x1D292F),
	base.ColorNameDisabled:            rgb(0x6C8089),
	base.ColorNamePlaceHolder:         rgb(0x97AAB2),
	base.ColorNameInputBackground:     rgb(0x162126),
	base.ColorNameInputBorder:         rgb(0x6C8089),
	base.ColorNameHeaderBackground:    rgb(0x1B272D),
	base.ColorNameMenuBackground:      rgb(0x1D2A30),
	base.ColorNameOverlayBackground:   rgb(0x1A252B),
	base.ColorNameSeparator:           rgb(0x2B3B42),
	base.ColorNameScrollBar:           veil(0xFFFFFF, 0x70),
	base.ColorNameScrollBarBackground: veil(0xFFFFFF, 0x0C),
	base.ColorNameShadow:              veil(0x000000, 0x70),
	base.ColorNameError:               rgb(0xFF8F85),
	base.ColorNameForegroundOnError:   rgb(0x3A0703),
	base.ColorNameWarning:             rgb(0xFFB865),
	base.ColorNameForegroundOnWarning: rgb(0x331A00),
	base.ColorNameSuccess:             rgb(0x82D6A0),
	base.ColorNameForegroundOnSuccess: rgb(0x05260F),
	ColorMuted:                        rgb(0xB0C0C8),
	ColorCard:                         rgb(0x19242A),
	ColorCardBorder:                   rgb(0x2B3B42),
	ColorCardHover:                    rgb(0x203038),
	ColorTint:                         rgb(0x1C3F49),
	ColorRail:                         rgb(0x152025),
	ColorTrack:                        rgb(0x2C3D45),
	ColorUrgent:                       rgb(0xFFB865),
	ColorNoticeGood:                   rgb(0x173524),
	ColorNoticeFailed:                 rgb(0x40201E),
}

// contrast is for those who see little: white on black, with lines around everything.
var contrast = map[fyne.ThemeColorName]color.NRGBA{
	base.ColorNameBackground:          rgb(0x000000),
	base.ColorNameForeground:          rgb(0xFFFFFF),
	base.ColorNamePrimary:             rgb(0x6FE7FF),
	base.ColorNameForegroundOnPrimary: rgb(0x000000),
	base.ColorNameHyperlink:           rgb(0x6FE7FF),
	base.ColorNameFocus:               veil(0x6FE7FF, 0x28),
	base.ColorNameSelection:           veil(0x6FE7FF, 0x40),
	base.ColorNameHover:               veil(0xFFFFFF, 0x18),
	base.ColorNamePressed:             veil(0xFFFFFF, 0x28),
	base.ColorNameButton:              rgb(0x333333),
	base.ColorNameDisabledButton:      rgb(0x1A1A1A),
	base.ColorNameDisabled:            rgb(0xA6A6A6),
	base.ColorNamePlaceHolder:         rgb(0xD0D0D0),
	base.ColorNameInputBackground:     rgb(0x000000),
	base.ColorNameInputBorder:         rgb(0xFFFFFF),
	base.ColorNameHeaderBackground:    rgb(0x1A1A1A),
	base.ColorNameMenuBackground:      rgb(0x1A1A1A),
	base.ColorNameOverlayBackground:   rgb(0x000000),
	base.ColorNameSeparator:           rgb(0xBFBFBF),
	base.ColorNameScrollBar:           rgb(0xFFFFFF),
	base.ColorNameScrollBarBackground: rgb(0x333333),
	base.ColorNameShadow:              veil(0x000000, 0xB0),
	base.ColorNameError:               rgb(0xFFA8A0),
	base.ColorNameForegroundOnError:   rgb(0x000000),
	base.ColorNameWarning:             rgb(0xFFC14D),
	base.ColorNameForegroundOnWarning: rgb(0x000000),
	base.ColorNameSuccess:             rgb(0x7CFF9B),
	base.ColorNameForegroundOnSuccess: rgb(0x000000),
	ColorMuted:                        rgb(0xE6E6E6),
	ColorCard:                         rgb(0x000000),
	ColorCardBorder:                   rgb(0xBFBFBF),
	ColorCardHover:                    rgb(0x262626),
	ColorTint:                         rgb(0x00343D),
	ColorRail:                         rgb(0x121212),
	ColorTrack:                        rgb(0x404040),
	ColorUrgent:                       rgb(0xFFC14D),
	ColorNoticeGood:                   rgb(0x00330F),
	ColorNoticeFailed:                 rgb(0x4A0000),
}

// texts are the sizes that grow with the text.
var texts = []fyne.ThemeSizeName{
	base.SizeNameText, base.SizeNameCaptionText, base.SizeNameSubHeadingText, base.SizeNameHeadingText, base.SizeNameInlineIcon,
}

// sizes in Fyne's device-independent pixels.
var sizes = map[fyne.ThemeSizeName]float32{
	base.SizeNameText:            15,
	base.SizeNameCaptionText:     13,
	base.SizeNameSubHeadingText:  19,
	base.SizeNameHeadingText:     27,
	base.SizeNamePadding:         5,
	base.SizeNameInnerPadding:    9,
	base.SizeNameButtonRadius:    7,
	base.SizeNameInputRadius:     7,
	base.SizeNameSelectionRadius: 6,
	base.SizeNameMenuRadius:      8,
	base.SizeNamePopupRadius:     10,
	base.SizeNameDialogRadius:    12,
	base.SizeNameModalBlurRadius: 0, // blurring costs a software renderer dear
	SizeGap:                      12,
	SizePage:                     24,
}
