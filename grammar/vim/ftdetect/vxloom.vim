autocmd BufNewFile,BufRead *.vxl setfiletype vxloom
