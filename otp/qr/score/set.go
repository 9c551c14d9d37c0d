package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// negative is the family of pictures in which there is no code.
const negative = "negative"

// picture is one picture file and what is known of it.
type picture struct {
	File     string   // where it lies
	Name     string   // what to call it
	Family   string   // what it is difficult for
	Expected []string // the payload of every code in it
	Wanted   []string // those of them that must be read for it to count
	Unknown  bool     // nobody wrote down what is in it: any code that is read counts
	Whole    string   // the text of several pictures, of which this one holds a part; "" = its own is known
	Params   string   // how it was made, for people
}

// set is a folder of pictures.
type set struct {
	Name     string
	Samples  bool // pictures of others, with other families and without negatives
	Pictures []picture
}

// openSet reads what a folder holds. Pictures that are turned for it are written to scratch.
func openSet(folder, scratch string, families []string) (*set, error) {
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no folder %s", folder)
	}
	s := &set{Name: filepath.Base(filepath.Clean(folder))}
	raw, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	switch {
	case err == nil:
		s.Pictures, err = manifest(folder, raw)
	case errors.Is(err, fs.ErrNotExist):
		s.Samples = true
		s.Pictures, err = samples(folder, scratch)
	}
	if err != nil {
		return nil, err
	}
	if len(families) > 0 {
		s.Pictures = slices.DeleteFunc(s.Pictures, func(p picture) bool { return !slices.Contains(families, p.Family) })
	}
	if len(s.Pictures) == 0 {
		return nil, fmt.Errorf("%s: no pictures in it", folder)
	}
	return s, nil
}

// manifest reads a manifest.json of the form "qr-corpus/1":
//
//	{"images": [{
//	  "file": "images/web-dpr-01.png",           beside the manifest
//	  "family": "web-dpr",                       "negative": there is no code in it
//	  "expected": ["otpauth://…", "https://…"],  the payload of every code in it
//	  "expected_otpauth": ["otpauth://…"],       those of them that must be read
//	  "optional": true,                          not counted
//	  "params": {"px_per_module": 3.28, …}       how it was made
//	}, …]}
func manifest(folder string, raw []byte) ([]picture, error) {
	var content struct {
		Images []struct {
			File     string
			Family   string
			Expected []string
			Wanted   []string `json:"expected_otpauth"`
			Optional bool
			Params   json.RawMessage
		}
	}
	if err := json.Unmarshal(raw, &content); err != nil {
		return nil, fmt.Errorf("%s: manifest.json: %w", folder, err)
	}
	var pictures []picture
	for _, i := range content.Images {
		if i.Optional {
			continue
		}
		var params bytes.Buffer
		if len(i.Params) > 0 {
			if err := json.Compact(&params, i.Params); err != nil {
				return nil, fmt.Errorf("%s: manifest.json: %w", folder, err)
			}
		}
		pictures = append(pictures, picture{
			File: filepath.Join(folder, filepath.FromSlash(i.File)), Name: i.File, Family: i.Family,
			Expected: i.Expected, Wanted: i.Wanted, Params: params.String(),
		})
	}
	return pictures, nil
}

// endings are those of picture files.
var endings = []string{".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff"}

// samples finds the pictures below a folder, as ZXing-C++ and BoofCV keep theirs. The folder that a picture
// stands in is its family; families named falsepositives… hold no code.
//
// NAME.txt beside NAME.png is its exact text; such a picture is also tried turned by 90°, 180° and 270°. Beside
// NAME-01.png, NAME-02.png … it is the text that they hold together. A .txt that begins with "#" is no text but
// a list of corners.
func samples(folder, scratch string) ([]picture, error) {
	var pictures []picture
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains(endings, strings.ToLower(filepath.Ext(path))) {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		p := picture{File: path, Name: filepath.ToSlash(name), Family: filepath.Base(filepath.Dir(path))}
		if strings.HasPrefix(p.Family, "falsepositives") {
			p.Family = negative
			pictures = append(pictures, p)
			return nil
		}
		if err := p.findText(); err != nil {
			return err
		}
		pictures = append(pictures, p)
		if p.Unknown {
			return nil
		}
		turned, err := turns(p, scratch)
		pictures = append(pictures, turned...)
		return err
	})
	return pictures, err
}

// findText reads the text beside a picture.
func (p *picture) findText() error {
	stem := strings.TrimSuffix(p.File, filepath.Ext(p.File))
	text, err := os.ReadFile(stem + ".txt")
	part := false
	if cut := strings.LastIndexByte(stem, '-'); errors.Is(err, fs.ErrNotExist) && cut > 0 {
		part = true
		text, err = os.ReadFile(stem[:cut] + ".txt")
	}
	text = bytes.ReplaceAll(text, []byte("<LF>"), []byte("\n")) // as ZXing-C++ writes line breaks in some
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && strings.HasPrefix(string(text), "#"):
		p.Unknown = true
	case err != nil:
		return err
	case part:
		p.Whole = string(text)
	default:
		p.Expected = []string{string(text)}
		p.Wanted = p.Expected
	}
	return nil
}
