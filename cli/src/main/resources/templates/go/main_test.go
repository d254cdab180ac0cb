package main

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func answer(body string) string {
	answer := httptest.NewRecorder()
	hello(answer, httptest.NewRequest("POST", "/", strings.NewReader(body)))
	return answer.Body.String()
}

func TestItGreetsWhoeverTheBodyNames(t *testing.T) {
	if got := answer("Ada"); got != "Hello, Ada!\n" {
		t.Errorf("the answer is %q", got)
	}
}

func TestItGreetsTheWorldWhereNobodyIsNamed(t *testing.T) {
	if got := answer(""); got != "Hello, World!\n" {
		t.Errorf("the answer is %q", got)
	}
}
