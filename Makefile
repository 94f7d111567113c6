# Each target calls dev.py, which also runs by itself where there is no make: python3 dev.py demo
PYTHON ?= python3

.PHONY: demo serve test lock

demo serve lock:
	@$(PYTHON) dev.py $@

test:
	@$(PYTHON) dev.py test $(ARGS)
