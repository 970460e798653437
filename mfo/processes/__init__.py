"""Process models as data: files, formulas, evaluation per input, closure; transport modes; landfill gas by year."""
